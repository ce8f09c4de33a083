import { begin } from '../shared/mount'
import Report from './Report.svelte'

begin(Report)
