/// The prompt tier: how a model is asked. Knows no sessions, no users beyond the tenant, and no retrieval.
@NullMarked
package io.triade.prompt;

import org.jspecify.annotations.NullMarked;
