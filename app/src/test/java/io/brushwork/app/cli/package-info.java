/** Commands run as users run them, on a small real model. */
package io.brushwork.app.cli;
