package io.brushwork.base;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Bytes that the machine, or the container, has and has free; 0 where the JVM cannot tell. */
public record MachineMemory(long total, long free) {
    public static MachineMemory now() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? new MachineMemory(system.getTotalMemorySize(), system.getFreeMemorySize())
                : new MachineMemory(0, 0);
    }
}
