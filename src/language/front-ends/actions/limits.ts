/** What a workflow of actions may hold beyond what bounds every definition. */
export const actionsLimits = {
  titleLength: 200,
  tags: 50,
  tagLength: 64,
  /** As the service of notifications has them. */
  channels: ['log', 'webhook', 'notification_service'],
  /** Of a notification that leaves the process, unless it says otherwise. */
  notificationRetries: 4,
} as const;
