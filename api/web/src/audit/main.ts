import { begin } from '../shared/mount'
import Audit from './Audit.svelte'

begin(Audit)
