/// How long an answer may be kept and by whom: what the schema says of its fields, and what fetchers find out of the
/// values. Leaves the keeping to `caching`.
@NullMarked
package io.triade.api.graphql.hints;

import org.jspecify.annotations.NullMarked;
