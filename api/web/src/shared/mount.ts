import './base.css'
import { mount as mounted, type Component } from 'svelte'
import { choose, tongue } from './words.svelte'

/** Begins a page: its one component, in the language chosen last. */
export function begin(page: Component): void {
  choose(tongue.now)
  mounted(page, { target: document.body })
}
