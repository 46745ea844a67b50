/// The WebSocket protocol `triade.v1`: many runs and channels on one socket, bounded in every direction. Leaves
/// runs and channels themselves to the tiers, and following a run to `runs`.
@NullMarked
package io.triade.api.realtime;

import org.jspecify.annotations.NullMarked;
