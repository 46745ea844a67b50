/// Where the schema's fields get their values: runs, sessions, models and channels, by the seams of the other doors.
/// Leaves who may ask to the schema and every decision to the tiers.
@NullMarked
package io.triade.api.graphql.fetchers;

import org.jspecify.annotations.NullMarked;
