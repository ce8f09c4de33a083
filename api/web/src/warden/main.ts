import { begin } from '../shared/mount'
import Warden from './Warden.svelte'

begin(Warden)
if ('serviceWorker' in navigator) void navigator.serviceWorker.register('/sw.js', { scope: '/w' }).catch(() => undefined)
