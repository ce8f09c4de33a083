import { begin } from '../shared/mount'
import Start from './Start.svelte'

begin(Start)
