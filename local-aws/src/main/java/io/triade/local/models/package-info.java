/// What a model is to this process: a conversation in, pieces out, by one small interface, and the list of the
/// models there are. Leaves the wire to `bedrock`.
@NullMarked
package io.triade.local.models;

import org.jspecify.annotations.NullMarked;
