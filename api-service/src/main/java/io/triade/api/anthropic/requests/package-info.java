/// What Anthropic's clients ask, in our own words: their messages, tools and wanted formats, by the versions of their
/// API. Leaves the answers and their failures to anthropic.
@NullMarked
package io.triade.api.anthropic.requests;

import org.jspecify.annotations.NullMarked;
