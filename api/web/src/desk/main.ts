import { begin } from '../shared/mount'
import Desk from './Desk.svelte'

begin(Desk)
