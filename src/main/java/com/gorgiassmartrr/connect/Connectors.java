package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.widget.WidgetTemplates;

/**
 * What connect works with: the connectors to both partners, and what makes the widget's template.
 * They are the running server's, or those of a {@link ConnectorContext}.
 */
public record Connectors(GorgiasCalls gorgias, SmartrrCalls smartrr, WidgetTemplates templates) {}
