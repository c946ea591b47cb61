import type { Examples } from './examples.ts'

const BODY = `MIIEowIBAAKCAQEAx7Vb0GJY6p1w8K3mZr4D5u0Q2mNf9sT7XhLqRzP1aB3cD5eF
7gH9iJ1kL3mN5oP7qR9sT1uV3wX5yZ7aB9cD1eF3gH5iJ7kL9mN1oP3qR5sT7uV9`
const PUTTY = `PuTTY-User-Key-File-3: ssh-ed25519
Encryption: none
Comment: ann@laptop
Public-Lines: 2
AAAAC3NzaC1lZDI1NTE5AAAAIJx7Vb0GJY6p1w8K3mZr4D5u0Q2mNf9sT7XhLqRz
P1aB3cD5
Private-Lines: 1
AAAAIJx7Vb0GJY6p1w8K3mZr4D5u0Q2mNf9sT7XhLqRz
Private-MAC: 0f3d2c1b0a9f8e7d6c5b4a39281706f5e4d3c2b1`
const WIREGUARD = 'yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk='

export const privateKeys: Examples = {
  kind: 'private_key',
  finds: [
    `Voici ma clé :\n[[-----BEGIN RSA PRIVATE KEY-----\n${BODY}\n-----END RSA PRIVATE KEY-----]]\nMerci`,
    `[[-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB\n-----END OPENSSH PRIVATE KEY-----]]`,
    `[[-----BEGIN PRIVATE KEY-----\n${BODY}\n-----END PRIVATE KEY-----]]`,
    `[[-----BEGIN ENCRYPTED PRIVATE KEY-----\n${BODY}\n-----END ENCRYPTED PRIVATE KEY-----]]`,
    `[[-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBkg4LVWM9nuwNSk3yByxZpYRTBnVJk5GkMjiGnyVX6doAoGCCqG\n-----END EC PRIVATE KEY-----]]`,
    `[[-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,8680A1A7\n\n${BODY}\n-----END RSA PRIVATE KEY-----]]`,
    `[[-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\nlQOYBFqv3x4BCADWrF5sT8vXc1hZl0pQ9rN2mK4jH7gF5dS3aP1oI8uY6tR\n=aBcD\n-----END PGP PRIVATE KEY BLOCK-----]]`,
    // Cut off: without its last line.
    `Ça bloque ici :\n[[-----BEGIN RSA PRIVATE KEY-----\n${BODY}]]\n\nQue faire ?`,
    `The file says\n[[-----BEGIN PRIVATE KEY-----\n${BODY}\nMIIEpQ...]]\nand then nothing more.`,
    `[[-----BEGIN RSA PRIVATE KEY----- MIIEowIBAAKCAQEAx7Vb0GJY6p1w8K3mZr4D5u0Q2mNf]]`,
    // Quoted in a mail, in JSON, typed with long dashes.
    `> [[-----BEGIN RSA PRIVATE KEY-----\n> ${BODY.replace('\n', '\n> ')}\n> -----END RSA PRIVATE KEY-----]]`,
    `"private_key": "[[-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\n-----END PRIVATE KEY-----\\n]]"`,
    `[[—–BEGIN RSA PRIVATE KEY—–\n${BODY}\n—–END RSA PRIVATE KEY—–]]`,
    '[[-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQ...\n-----END RSA PRIVATE KEY-----]]',
    // Without its first line.
    `The body alone: [[${BODY}\n7gH9iJ1kL3mN5oP7qR9sT1uV3wX5yZ7a=]]\nthanks`,
    `[[${PUTTY}]]\nIs that all right?`,
    `[Interface]\nPrivateKey = [[${WIREGUARD}]]\nAddress = 10.0.0.0/24`,
    `PresharedKey=[[${WIREGUARD}]]`,
    `ma clé privée : [[0x4c0883a69102937d6231471b5dbb6204fe512961708279f3a1b0a8f2c7d3e4f5]]`,
    `age key: [[AGE-SECRET-KEY-1QQPQYQ3ZVLZ8K0XJ7MPRU5YHXN3C2A9SD4F6G8HJKL2WERTYUPAS]]`,
    `{"kty":"RSA","n":"abc","d":"[[X4cTteJY_gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2vv7B6NqXSzUvxT0_YSfqij]]"}`,
  ],
  passes: [
    'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7vbqajDhA8K3mZr4D5u0Q2mNf9sT7XhLqRzP1aB3cD5eF ann@laptop',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx7Vb0GJY6p1w8K3mZr4D5u0Q2mNf9sT7XhLqRz',
    `-----BEGIN CERTIFICATE-----\n${BODY.replace('MIIE', 'MIID').replace('IBAAKC', 'AhigAw')}\n-----END CERTIFICATE-----`,
    `-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo\n-----END PUBLIC KEY-----`,
    '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBFqv3x4BCADWrF5sT8vXc1hZl0pQ9rN2mK4jH7gF5dS3aP1oI8uY6tR\n-----END PGP PUBLIC KEY BLOCK-----',
    '-----BEGIN CERTIFICATE REQUEST-----\nMIICijCCAXICAQAwRTELMAkGA1UEBhMCRlIxEzARBgNVBAgMClNvbWUtU3RhdGUx\n-----END CERTIFICATE REQUEST-----',
    'Does the file have to start with "-----BEGIN RSA PRIVATE KEY-----"? Mine does not.',
    'Le fichier commence par -----BEGIN OPENSSH PRIVATE KEY----- et finit par -----END OPENSSH PRIVATE KEY-----, non ?',
    '-----BEGIN RSA PRIVATE KEY-----\n[redacted]\n-----END RSA PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----\nredacted\n-----END RSA PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----',
    'Where do I find the private key of the server?',
    'La clé privée ne correspond pas au certificat.',
    'PublicKey = HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=',
    'PrivateKey = <your key>',
    'Fingerprint: SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8',
    'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kdrg5ypaq9rjk6m is my public key',
  ],
}
