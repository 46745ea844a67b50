/// How any AWS service is spoken over HTTP: signature, JSON, errors, event-stream frames, and one call with its
/// answer. Leaves the operations to the package of each service.
@NullMarked
package io.triade.local.wire;

import org.jspecify.annotations.NullMarked;
