//! Users, tokens and the CI systems whose identity tokens are trusted.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::auth::{
    BAD, BadCredentials, Caller, EXPIRED, Permissions, REVOKED, UNKNOWN_TOKEN, WRONG_USER,
};

#[derive(Debug, Default)]
pub(crate) struct Accounts {
    users: BTreeMap<String, User>,
    tokens: HashMap<String, Token>,
    /// From refresh token to access token; an entry is used once.
    refresh: HashMap<String, String>,
    oidc: BTreeMap<String, OidcTrust>,
    anonymous_read: bool,
}

#[derive(Debug)]
struct User {
    password: String,
    api_key: Option<String>,
    permissions: Permissions,
}

#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) permissions: Permissions,
    pub(crate) scope: String,
    pub(crate) expires_ms: Option<i64>,
    revoked: bool,
}

/// What a caller wants a token for.
#[derive(Clone, Debug)]
pub(crate) struct TokenRequest {
    pub(crate) username: String,
    pub(crate) permissions: Permissions,
    pub(crate) scope: String,
    pub(crate) lifetime: Option<Duration>,
    pub(crate) refreshable: bool,
    pub(crate) reference: bool,
}

/// A token as it is handed out, once.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) id: String,
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
    pub(crate) reference_token: Option<String>,
}

/// An identity provider, and whom its tokens become.
#[derive(Clone, Debug)]
pub(crate) struct OidcTrust {
    pub(crate) username: String,
    pub(crate) permissions: Permissions,
    pub(crate) lifetime: Duration,
    /// `None` accepts every identity token.
    pub(crate) subject_token: Option<String>,
}

impl Accounts {
    pub(crate) fn add_user(&mut self, name: &str, password: &str, permissions: Permissions) {
        let user = User { password: password.to_owned(), api_key: None, permissions };
        self.users.insert(name.to_owned(), user);
    }

    /// Gives a user an API key; `None` if there is no such user.
    pub(crate) fn add_api_key(&mut self, name: &str) -> Option<String> {
        let user = self.users.get_mut(name)?;
        let key = format!("AKCp8{}{}", random_hex(), random_hex());
        user.api_key = Some(key.clone());
        Some(key)
    }

    pub(crate) fn trust_oidc(&mut self, provider: &str, trust: OidcTrust) {
        self.oidc.insert(provider.to_owned(), trust);
    }

    pub(crate) fn oidc(&self, provider: &str) -> Option<&OidcTrust> {
        self.oidc.get(provider)
    }

    pub(crate) fn allow_anonymous_read(&mut self) {
        self.anonymous_read = true;
    }

    pub(crate) fn anonymous(&self) -> Caller {
        Caller {
            name: "anonymous".to_owned(),
            permissions: if self.anonymous_read {
                Permissions::read_only()
            } else {
                Permissions::none()
            },
            anonymous: true,
        }
    }

    /// The permissions of a user by name, if there is one.
    pub(crate) fn permissions_of(&self, name: &str) -> Option<&Permissions> {
        self.users.get(name).map(|user| &user.permissions)
    }

    /// Makes `secret` a token that never expires, for callers that choose their own.
    pub(crate) fn adopt(&mut self, secret: &str, username: &str, permissions: Permissions) {
        let token = Token {
            id: random_id(),
            username: username.to_owned(),
            permissions,
            scope: "applied-permissions/admin".to_owned(),
            expires_ms: None,
            revoked: false,
        };
        self.tokens.insert(secret.to_owned(), token);
    }

    pub(crate) fn issue(&mut self, request: TokenRequest, now_ms: i64) -> Issued {
        let id = random_id();
        let expires_ms = request.lifetime.map(|lifetime| {
            now_ms.saturating_add(i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX))
        });
        let access_token = jwt(&id, &request, now_ms, expires_ms);
        let token = Token {
            id: id.clone(),
            username: request.username,
            permissions: request.permissions,
            scope: request.scope,
            expires_ms,
            revoked: false,
        };
        // 64 characters, as the real ones; no dots, so nobody takes it for a JWT.
        let reference_token = request.reference.then(random_hex);
        if let Some(reference) = &reference_token {
            self.tokens.insert(reference.clone(), token.clone());
        }
        self.tokens.insert(access_token.clone(), token);
        let refresh_token = request.refreshable.then(random_id);
        if let Some(refresh) = &refresh_token {
            self.refresh.insert(refresh.clone(), access_token.clone());
        }
        Issued { id, access_token, refresh_token, reference_token }
    }

    /// Uses up a refresh token and returns the access token it belonged to, which stops working.
    pub(crate) fn take_refresh(&mut self, refresh: &str) -> Option<Token> {
        let access = self.refresh.remove(refresh)?;
        let token = self.tokens.get(&access)?.clone();
        self.revoke_id(&token.id);
        Some(token)
    }

    /// Revokes by id; false if no token has it.
    pub(crate) fn revoke_id(&mut self, id: &str) -> bool {
        let mut found = false;
        for token in self.tokens.values_mut().filter(|token| token.id == id) {
            token.revoked = true;
            found = true;
        }
        found
    }

    /// Lets a token expire now; false if it is unknown.
    pub(crate) fn expire(&mut self, secret: &str, now_ms: i64) -> bool {
        self.tokens.get_mut(secret).is_some_and(|token| {
            token.expires_ms = Some(now_ms);
            true
        })
    }

    pub(crate) fn by_token(&self, secret: &str, now_ms: i64) -> Result<Caller, BadCredentials> {
        let token = self.tokens.get(secret).ok_or(BadCredentials(UNKNOWN_TOKEN))?;
        if token.revoked {
            return Err(BadCredentials(REVOKED));
        }
        if token.expires_ms.is_some_and(|end| end <= now_ms) {
            return Err(BadCredentials(EXPIRED));
        }
        Ok(Caller {
            name: token.username.clone(),
            permissions: token.permissions.clone(),
            anonymous: false,
        })
    }

    /// A password, an API key or a token in its place: all three work with Basic.
    pub(crate) fn by_password(
        &self,
        name: &str,
        secret: &str,
        now_ms: i64,
    ) -> Result<Caller, BadCredentials> {
        if let Some(user) = self.users.get(name)
            && (user.password == secret || user.api_key.as_deref() == Some(secret))
        {
            return Ok(caller(name, user));
        }
        if !self.tokens.contains_key(secret) {
            return Err(BadCredentials(BAD));
        }
        let caller = self.by_token(secret, now_ms)?;
        if caller.name == name { Ok(caller) } else { Err(BadCredentials(WRONG_USER)) }
    }

    pub(crate) fn by_api_key(&self, key: &str) -> Result<Caller, BadCredentials> {
        self.users
            .iter()
            .find(|(_, user)| user.api_key.as_deref() == Some(key))
            .map(|(name, user)| caller(name, user))
            .ok_or(BadCredentials(BAD))
    }
}

fn caller(name: &str, user: &User) -> Caller {
    Caller { name: name.to_owned(), permissions: user.permissions.clone(), anonymous: false }
}

/// A token of the form the platform issues. Its signature is noise: nobody but the platform checks
/// it.
fn jwt(id: &str, request: &TokenRequest, now_ms: i64, expires_ms: Option<i64>) -> String {
    let header = json!({"kid": "fake", "typ": "JWT", "alg": "RS256"});
    let mut claims = json!({
        "sub": format!("jfac@01fake/users/{}", request.username),
        "scp": request.scope,
        "aud": "*@*",
        "iss": "jfac@01fake",
        "iat": now_ms.div_euclid(1000),
        "jti": id,
    });
    if let (Some(claims), Some(end)) = (claims.as_object_mut(), expires_ms) {
        claims.insert("exp".to_owned(), json!(end.div_euclid(1000)));
    }
    let encode = |text: String| URL_SAFE_NO_PAD.encode(text);
    format!(
        "{}.{}.{}",
        encode(header.to_string()),
        encode(claims.to_string()),
        encode(random_hex())
    )
}

/// 64 hexadecimal digits from the standard library's randomly keyed hasher: unguessable enough for
/// a server that listens on loopback and holds nothing of value.
fn random_hex() -> String {
    let mut hasher = Sha256::new();
    for _ in 0..4 {
        hasher.update(RandomState::new().hash_one(0_u8).to_le_bytes());
    }
    hex(&hasher.finalize())
}

/// A random identifier in the form of a UUID.
pub(crate) fn random_id() -> String {
    let digits = random_hex();
    let mut id = String::with_capacity(36);
    for (at, digit) in digits.chars().take(32).enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            id.push('-');
        }
        id.push(digit);
    }
    id
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
