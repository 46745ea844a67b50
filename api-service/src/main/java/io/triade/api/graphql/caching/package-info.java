/// Answers of queries, kept for a short while for whoever may be given the same and dropped when what they show
/// changes. Leaves saying how long an answer holds to `hints`.
@NullMarked
package io.triade.api.graphql.caching;

import org.jspecify.annotations.NullMarked;
