import { type Command, EXIT, UsageError } from '../command.ts';

const USAGE = `Usage: paysera completion bash|zsh|fish

Prints a script that completes commands, options and events in your shell. It takes effect in a new shell:

  bash  paysera completion bash >> ~/.bashrc
  zsh   paysera completion zsh > "\${fpath[1]}/_paysera"
  fish  paysera completion fish > ~/.config/fish/completions/paysera.fish`;

/** @param commands What is completed, with this command in it. */
export function createCompletion(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    summary: 'Print a script that completes commands and options in your shell',
    usage: USAGE,
    notes: 'Exit: 0 printed, 2 an unknown shell.',
    positionals: [...SCRIPTS.keys()],
    options: {},
    async run(_, [shell = '', ...rest], { out }) {
      const script = SCRIPTS.get(shell);
      if (!script || rest.length > 0)
        throw new UsageError(`completion expects one of: ${[...SCRIPTS.keys()].join(', ')}.`);
      out(script(commands().map(toWords)));
      return EXIT.ok;
    },
  };
}

/** A command, as far as a shell completes it. */
interface Words {
  readonly name: string;
  readonly summary: string;
  readonly positionals: readonly string[];
  readonly options: readonly {
    readonly name: string;
    readonly about: string;
    readonly takesValue: boolean;
    readonly isMultiple: boolean;
  }[];
}

function toWords({ name, summary, options, positionals = [] }: Command): Words {
  const flags = Object.entries(options).filter(([, { variableOnly }]) => !variableOnly);
  return {
    ...{ name, summary, positionals },
    options: [
      ...flags.map(([option, { about, value, multiple = false }]) => ({
        ...{ name: option, about, takesValue: value !== undefined, isMultiple: multiple },
      })),
      { name: 'help', about: 'print the help of this command', takesValue: false, isMultiple: false },
    ],
  };
}

const SCRIPTS: ReadonlyMap<string, (commands: readonly Words[]) => string> = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
]);

function bash(commands: readonly Words[]): string {
  const cases = commands.map(
    ({ name, options, positionals }) =>
      `    ${name}) words="${[...positionals, ...options.map((option) => `--${option.name}`)].join(' ')}" ;;`,
  );
  return `_paysera() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  case "\${COMP_CWORD}:\${COMP_WORDS[1]}" in 1:*) words="${commands.map(({ name }) => name).join(' ')}" ;; esac
  [ "$COMP_CWORD" -gt 1 ] && case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _paysera paysera`;
}

function zsh(commands: readonly Words[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const bracketed = (text: string) => `[${text.replaceAll(/[[\]\\]/g, '\\$&')}]`;
  const cases = commands.map(({ name, options, positionals }) => {
    const specs = options.map(({ name, about, takesValue, isMultiple }) =>
      quoted(
        `${isMultiple ? '*' : ''}--${name}${takesValue ? '=' : ''}${bracketed(about)}${takesValue ? ':value:_files' : ''}`,
      ),
    );
    const words = positionals.length > 0 ? [quoted(`1:what:(${positionals.join(' ')})`)] : [];
    return `    ${name}) _arguments ${[...specs, ...words].join(' ')} ;;`;
  });
  return `#compdef paysera
_paysera() {
  if (( CURRENT == 2 )); then
    local -a commands=(${commands.map(({ name, summary }) => quoted(`${name}:${summary}`)).join(' ')})
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
# Loaded as a function, it completes at once; in a .zshrc, it registers itself.
if [[ $funcstack[1] == _paysera ]]; then _paysera "$@"; else compdef _paysera paysera; fi`;
}

function fish(commands: readonly Words[]): string {
  const quoted = (text: string) => `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
  const lines = commands.flatMap(({ name, summary, options, positionals }) => {
    const within = `complete -c paysera -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `complete -c paysera -f -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
      ...(positionals.length > 0 ? [`${within} -f -a ${quoted(positionals.join(' '))}`] : []),
      ...options.map(
        (option) => `${within} -l ${option.name}${option.takesValue ? ' -r' : ''} -d ${quoted(option.about)}`,
      ),
    ];
  });
  return lines.join('\n');
}
