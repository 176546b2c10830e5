import { accessScenes } from "./access-scenes.ts";
import { clockScenes } from "./clock-scenes.ts";
import { automationScenes } from "./automation-scenes.ts";
import { communityScenes } from "./community-scenes.ts";
import { deskScenes } from "./desk-scenes.ts";
import { firstScenes } from "./first-scenes.ts";
import { formScenes } from "./form-scenes.ts";
import { helpScenes } from "./help-scenes.ts";
import { letterScenes } from "./letter-scenes.ts";
import { notificationScenes } from "./notification-scenes.ts";
import { privacyScenes } from "./privacy-scenes.ts";
import { reportScenes } from "./report-scenes.ts";
import { portalScenes } from "./portal-scenes.ts";
import type { Scene } from "./scene.ts";
import { satisfactionScenes } from "./satisfaction-scenes.ts";
import { signInScenes } from "./sign-in-scenes.ts";
import { ticketScenes } from "./ticket-scenes.ts";
import { waitingScenes } from "./waiting-scenes.ts";

/** Every page of both apps, in each of its states. What is missing here is neither drawn nor measured. */
export const scenes: Scene[] = [...deskScenes, ...firstScenes, ...ticketScenes, ...letterScenes, ...formScenes, ...reportScenes, ...notificationScenes, ...automationScenes, ...clockScenes, ...waitingScenes, ...satisfactionScenes, ...accessScenes, ...signInScenes, ...privacyScenes, ...helpScenes, ...communityScenes, ...portalScenes];
