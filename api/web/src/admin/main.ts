import { begin } from '../shared/mount'
import Admin from './Admin.svelte'

begin(Admin)
