/// Asks Amazon Bedrock: one client, whole answers and streams, and its errors as problems. Leaves to `routing` which
/// model is asked and how often.
@NullMarked
package io.triade.prompt.invocation;

import org.jspecify.annotations.NullMarked;
