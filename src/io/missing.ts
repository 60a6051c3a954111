/**
 * Returns nothing for an error that says that nothing stands at a path: a path
 * below a file is as absent as one below a folder that isn't there, a link that
 * leads to itself leads nowhere, and no file has a name that is too long.
 *
 * @throws any other error
 */
export function nothingWhereMissing(error: unknown): undefined {
  if (
    error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory ||
    error instanceof Deno.errors.FilesystemLoop ||
    hasCode(error, "ENAMETOOLONG")
  ) return undefined;
  throw error;
}

/**
 * The same of what a command prints or leaves: it may take its own files' rights
 * away, and that must end no night.
 */
export function nothingWhereUnreadable(error: unknown): undefined {
  if (error instanceof Deno.errors.PermissionDenied) return undefined;
  return nothingWhereMissing(error);
}

/** Not every refusal of the system has a class of its own. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
