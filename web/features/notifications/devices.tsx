import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Device } from "../../../contract/notifications.ts";
import { problemOf } from "../../lib/api.ts";
import { shortDate } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { deviceOf } from "../auth/device.ts";
import { settingsQuery } from "./api.ts";
import styles from "./notifications.module.css";
import { canPush, devicesQuery, hereQuery, removeDevice, turnOff, turnOn } from "./push.ts";

function nameOf({ userAgent }: Device): string {
  const device = deviceOf(userAgent);
  if (device === undefined) return t("desk.profile.sessions.unknown");
  return device.system === undefined ? device.browser : t("desk.profile.sessions.on", { browser: device.browser, system: device.system });
}

/** On which of one's devices notifications appear while the desk is closed. */
export function OwnDevices() {
  const client = useQueryClient();
  const { data: settings } = useQuery(settingsQuery);
  const { data: devices } = useQuery(devicesQuery);
  const { data: here } = useQuery(hereQuery);
  const [denied, setDenied] = useState(canPush() && Notification.permission === "denied");
  const refresh = () => client.invalidateQueries({ queryKey: devicesQuery.queryKey });
  const mine = devices?.items.find((one) => one.endpointHash === here);
  const on = useMutation({
    mutationFn: () => turnOn(settings?.pushKey ?? ""),
    onSuccess: (outcome) => setDenied(outcome === "denied"),
    onSettled: refresh,
  });
  const off = useMutation({ mutationFn: () => turnOff(mine?.id), onSettled: refresh });
  const remove = useMutation({ mutationFn: removeDevice, onSettled: refresh });
  const about = !canPush() ? t("desk.bell.push.cannot") : denied ? t("desk.bell.push.denied") : mine ? t("desk.bell.push.on") : t("desk.bell.push.off");
  const failed = on.error ?? off.error;
  return (
    <div className={styles.box}>
      <div className={styles.here}>
        <p>{about}</p>
        {canPush() &&
          !denied &&
          (mine ? (
            <Button busy={off.isPending} onClick={() => off.mutate()}>
              {t("desk.bell.push.turn-off")}
            </Button>
          ) : (
            <Button look="primary" busy={on.isPending} disabled={settings === undefined} onClick={() => on.mutate()}>
              {t("desk.bell.push.turn-on")}
            </Button>
          ))}
      </div>
      {failed && (
        <p className={styles.problem} role="alert">
          {problemOf(failed)?.detail ?? t("desk.bell.push.failed")}
        </p>
      )}
      {devices !== undefined && devices.items.length > 0 && (
        <ul className={styles.devices}>
          {devices.items.map((one) => (
            <li key={one.id}>
              {/Mobile|iPhone|Android/.test(one.userAgent) ? <IconDeviceMobile size={20} aria-hidden /> : <IconDeviceDesktop size={20} aria-hidden />}
              <span>
                {nameOf(one)}
                <small>{one === mine ? t("desk.profile.sessions.this") : t("desk.bell.push.since", { when: shortDate(one.createdAt) })}</small>
              </span>
              {one !== mine && (
                <Button aria-label={t("desk.bell.push.remove-of", { device: nameOf(one) })} busy={remove.isPending && remove.variables === one.id} onClick={() => remove.mutate(one.id)}>
                  {t("desk.bell.push.remove")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
