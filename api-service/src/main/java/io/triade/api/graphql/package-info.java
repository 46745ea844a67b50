/// The GraphQL door: one operation in, one answer or a stream of them out. Leaves what may be asked and by whom to the
/// schema, and what is answered to the same seams that the other doors use.
@NullMarked
package io.triade.api.graphql;

import org.jspecify.annotations.NullMarked;
