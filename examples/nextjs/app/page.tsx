import type { ReactNode } from 'react';

export default function Page(): ReactNode {
  return (
    <form action="/buy" method="post">
      <button type="submit">Buy for EUR 19.90</button>
    </form>
  );
}
