/**
 * What people read of a run: one page of HTML ({@code HtmlReport}) with charts drawn as SVG, from plain data ({@code
 * ReportData}), and sheets of previews. Knows nothing of how a run is made.
 */
@NullMarked
package io.brushwork.training.report;

import org.jspecify.annotations.NullMarked;
