import { onDestroy } from 'svelte'

/** Called as a component begins: whether it still stands. After a wait it may not, and what it derived or was given is then as old as it is. */
export function present(): () => boolean {
  let isHere = true
  onDestroy(() => (isHere = false))
  return () => isHere
}
