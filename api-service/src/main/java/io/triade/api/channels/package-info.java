/// Subscriptions to channels as streams. Leaves who may read and write one, and writing itself, to the orchestration
/// tier.
@NullMarked
package io.triade.api.channels;

import org.jspecify.annotations.NullMarked;
