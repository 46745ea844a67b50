/// Which replicas of this service are alive: each beats for itself and watches the others. Leaves what becomes of a
/// lost replica's work to runs.
@NullMarked
package io.triade.orchestration.replicas;

import org.jspecify.annotations.NullMarked;
