// Several windows of one phone: one sends at a time, and each hears what another changed.

const TURN = 'minqing.outbox'

/** Over plain http there are no locks: two windows may then send the same entry, and the server answers both under its one key. */
export async function alone(deed: () => Promise<void>): Promise<void> {
  await ('locks' in navigator ? navigator.locks.request(TURN, deed) : deed())
}

export class Neighbours {
  private readonly channel = 'BroadcastChannel' in window ? new BroadcastChannel(TURN) : null

  constructor(heard: () => void) {
    if (this.channel) this.channel.onmessage = heard
  }

  tell(): void {
    this.channel?.postMessage('')
  }
}
