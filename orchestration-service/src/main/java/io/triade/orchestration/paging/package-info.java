/// Lists in pages: how many items a caller may ask for and where the next page begins. Leaves reading the items to the
/// tables.
@NullMarked
package io.triade.orchestration.paging;

import org.jspecify.annotations.NullMarked;
