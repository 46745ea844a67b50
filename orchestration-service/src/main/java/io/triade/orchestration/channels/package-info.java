/// Publish and subscribe by name, between the replicas of this service and for its callers. Messages may be lost and
/// nobody keeps them: whoever needs all of something reads it where it is kept.
@NullMarked
package io.triade.orchestration.channels;

import org.jspecify.annotations.NullMarked;
