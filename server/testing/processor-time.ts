/** Milliseconds of processor time this process has taken: on a busy machine the clock measures the others, too. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
