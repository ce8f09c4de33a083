import { begin } from '../shared/mount'
import Plan from './Plan.svelte'

begin(Plan)
