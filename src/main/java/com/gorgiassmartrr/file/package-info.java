/** The files that people edit, read as people save them, and what nobody sees in a text. */
@NullMarked
package com.gorgiassmartrr.file;

import org.jspecify.annotations.NullMarked;
