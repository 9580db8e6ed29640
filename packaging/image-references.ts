/** An image of a registry, as docker-compose.yml and the Dockerfile name it. */
export interface ImageReference {
  /** NAME:TAG */
  readonly image: string;
  readonly digest: string | undefined;
}

const REFERENCE = /^( *image: |FROM )([^\s@]+:[\w.-]+)(@sha256:[0-9a-f]{64})?(?=\s|$)/gm;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The images that a text names, in its order. A stage that stands on another stage names none. */
export function imagesIn(text: string): ImageReference[] {
  return Array.from(text.matchAll(REFERENCE), ([, , image = "", digest]) => ({ image, digest: digest?.slice(1) }));
}

/** The text with the digest of each of its images. Throws when a registry answered with something else. */
export function pinned(text: string, digests: ReadonlyMap<string, string>): string {
  return text.replace(REFERENCE, (_whole, before: string, image: string) => {
    const digest = digests.get(image) ?? "";
    if (!DIGEST.test(digest)) throw new Error(`${image}: the registry gave no digest but \`${digest}\``);
    return `${before}${image}@${digest}`;
  });
}
