/// What carries the messages of channels: this process alone or Redis, as it is configured, and for tests one that
/// loses some. Leaves who may listen and speak to channels.
@NullMarked
package io.triade.orchestration.channels.transports;

import org.jspecify.annotations.NullMarked;
