import { begin } from '../shared/mount'
import Kiosk from './Kiosk.svelte'

begin(Kiosk)
