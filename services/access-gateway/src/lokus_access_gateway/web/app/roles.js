/** What a person's roles (`GET /v1/me`) let the page say in advance; the gateway alone decides. */

const VIEWING = ["owner_admin", "partner", "agency_operator", "observer"];

/** Tell whether a person may see video at all: who runs the system never does, whatever other role it has. */
export function seesVideo({ roles }) {
  return !roles.includes("platform_operator") && roles.some((role) => VIEWING.includes(role));
}
