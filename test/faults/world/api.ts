/** Which of the two APIs. */
export type Api = 'checkout' | 'recurring';
