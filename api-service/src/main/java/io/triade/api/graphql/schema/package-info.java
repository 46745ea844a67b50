/// The published schema made executable: its scalars, its access rules, the shape of its errors. Leaves where values
/// come from to the fetchers.
@NullMarked
package io.triade.api.graphql.schema;

import org.jspecify.annotations.NullMarked;
