/// What the edge publishes about itself: the OpenAPI document and a page for each problem type. Leaves writing them to
/// the build and to docs.
@NullMarked
package io.triade.api.published;

import org.jspecify.annotations.NullMarked;
