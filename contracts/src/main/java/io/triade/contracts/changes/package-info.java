/// What the tiers tell each other of things that changed. Leaves what became of them to whoever asks.
@NullMarked
package io.triade.contracts.changes;

import org.jspecify.annotations.NullMarked;
