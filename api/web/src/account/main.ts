import { begin } from '../shared/mount'
import Account from './Account.svelte'

begin(Account)
