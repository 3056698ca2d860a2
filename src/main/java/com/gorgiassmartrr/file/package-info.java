/** The files that people edit, read as people save them. */
@NullMarked
package com.gorgiassmartrr.file;

import org.jspecify.annotations.NullMarked;
