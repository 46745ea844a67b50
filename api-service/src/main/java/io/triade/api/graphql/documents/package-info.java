/// What a caller's document must be before anything of it is carried out: small, cheap, valid. Leaves carrying it
/// out to the engine.
@NullMarked
package io.triade.api.graphql.documents;

import org.jspecify.annotations.NullMarked;
