/// Server-sent events between the tiers: read with back-pressure, relayed as bytes, always ended by one terminal event.
/// Leaves what an event means to contracts.
@NullMarked
package io.triade.defaults.streams;

import org.jspecify.annotations.NullMarked;
