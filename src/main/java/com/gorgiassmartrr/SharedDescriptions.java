package com.gorgiassmartrr;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import javax.management.modelmbean.RequiredModelMBean;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.api.management.NotificationSenderAware;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.apache.camel.support.management.NotificationSenderAdapter;

/**
 * Describes Camel's MBeans once for each class, where Camel describes each MBean anew. There is one
 * for each step of each route, and what a class of them can tell and do is the same for all: to say
 * it every time is a fifth of the server's start, and some megabytes.
 */
final class SharedDescriptions extends DefaultManagementMBeanAssembler {
  private final Map<Class<?>, ModelMBeanInfo> descriptions = new ConcurrentHashMap<>();

  SharedDescriptions(CamelContext context) {
    super(context);
  }

  @Override
  public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name)
      throws JMException {
    if (hasMoreToTell(managed)) {
      return super.assemble(server, managed, name);
    }
    ModelMBeanInfo description = descriptions.get(managed.getClass());
    if (description == null) {
      description = assembler.getMBeanInfo(camelContext, managed, null, name.toString());
      if (description == null) {
        return super.assemble(server, managed, name);
      }
      descriptions.put(managed.getClass(), description);
    }
    RequiredModelMBean bean = new RequiredModelMBean(description);
    try {
      bean.setManagedResource(managed, "ObjectReference");
    } catch (InvalidTargetObjectTypeException e) {
      throw new JMException(e.getMessage());
    }
    if (managed instanceof NotificationSenderAware sender) {
      sender.setNotificationSender(new NotificationSenderAdapter(bean));
    }
    return bean;
  }

  /** Whether what is managed is described by a class of its own besides. */
  private static boolean hasMoreToTell(Object managed) {
    return managed instanceof ManagedInstance instance
        && instance.getInstance() != null
        && instance.getInstance().getClass().isAnnotationPresent(ManagedResource.class);
  }
}
