using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Quittance.Server.Storage;

/// <summary>Seals what must not be readable in the database: AES-256-GCM under a data key of the organization.</summary>
/// <remarks>
/// A ciphertext is <c>1 | key id (16) | nonce (12) | tag (16) | data</c>. What it belongs to is bound in as associated
/// data, so that it cannot be moved to another row, column or organization. Data keys are wrapped by the master key.
/// Which key is the active one is asked in every session and held until its end: so the rotation, which has to wait for the
/// session, knows that nothing more comes under the old key.
/// </remarks>
internal sealed class SecretBox(MasterKeys masters, TimeProvider clock) : IDisposable
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + 16 + NonceSize + TagSize;

    // What a key is derived for (RFC 5869, info).
    private const string FingerprintUse = "fingerprint";
    private const string SignatureUse = "signature";

    /// <summary>How often a key is asked for that is just being exchanged. The second try finds the new one.</summary>
    private const int AttemptsMax = 5;

    private readonly ConcurrentDictionary<(OrganizationId, Guid), byte[]> _keys = new();

    /// <param name="place">What the secret belongs to: table, row and column.</param>
    public async Task<byte[]> SealAsync(TenantSession session, string place, ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        var id = await ActiveKeyIdAsync(session, cancel);
        var key = await KeyAsync(session, id, cancel);
        var output = new byte[HeaderSize + data.Length];
        output[0] = Version;
        id.TryWriteBytes(output.AsSpan(1));
        var nonce = output.AsSpan(17, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, data.Span, output.AsSpan(HeaderSize), output.AsSpan(17 + NonceSize, TagSize), Bound(session.Organization, place));
        return output;
    }

    /// <exception cref="CryptographicException">The ciphertext was changed, moved or made under another key.</exception>
    public async Task<byte[]> OpenAsync(TenantSession session, string place, ReadOnlyMemory<byte> box, CancellationToken cancel)
    {
        if (box.Length < HeaderSize || box.Span[0] != Version)
        {
            throw new CryptographicException($"{place} is not a sealed value.");
        }

        var key = await KeyAsync(session, new Guid(box.Span.Slice(1, 16)), cancel);
        var data = new byte[box.Length - HeaderSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(
            box.Span.Slice(17, NonceSize), box.Span[HeaderSize..], box.Span.Slice(17 + NonceSize, TagSize), data, Bound(session.Organization, place));
        return data;
    }

    /// <summary>A keyed hash by which equal secrets of one organization are recognised without opening them.</summary>
    /// <remarks>
    /// Its key is exchanged by the rotation, which computes all stored fingerprints anew in the same commit. Until this session
    /// ends, that has to wait; so what is compared within one session is of one key.
    /// </remarks>
    public Task<byte[]> FingerprintAsync(TenantSession session, string text, CancellationToken cancel) => KeyedHashAsync(session, FingerprintUse, text, cancel);

    /// <summary>Signs for an organization: HMAC-SHA256 under a key that is derived from the one of its fingerprints.</summary>
    public async Task<byte[]> SignAsync(TenantSession session, string text, CancellationToken cancel) =>
        await KeyedHashAsync(session, SignatureUse, text, cancel);

    /// <summary>Makes an organization's first keys; part of creating the organization.</summary>
    public async Task CreateKeysAsync(TenantSession session, CancellationToken cancel)
    {
        await AddKeyAsync(session, isActive: true, fingerprints: false, cancel);
        await AddKeyAsync(session, isActive: false, fingerprints: true, cancel); // Its own, so that data keys can come and go.
    }

    /// <summary>Makes one more key of an organization, wrapped under the master key that the database names.</summary>
    internal async Task<Guid> AddKeyAsync(TenantSession session, bool isActive, bool fingerprints, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var key = RandomNumberGenerator.GetBytes(MasterKey.Size);
        await session.Sql(
            "insert into organization_keys (organization_id, id, wrapped, is_active, fingerprints, created_at) values ($1, $2, $3, $4, $5, $6)",
            id,
            (await MasterAsync(session, cancel)).Wrap(key, KeyPlace(session.Organization, id)),
            isActive,
            fingerprints,
            clock.GetUtcNow()).ExecuteAsync(cancel);
        CryptographicOperations.ZeroMemory(key);
        return id;
    }

    /// <summary>As <see cref="FingerprintAsync"/> does, with the key of a row that the caller holds.</summary>
    internal async Task<byte[]> FingerprintUnderAsync(TenantSession session, Guid keyId, string text, CancellationToken cancel) =>
        KeyedHash(await KeyAsync(session, keyId, cancel), FingerprintUse, text);

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The active key, held in its row until the session ends.</summary>
    internal static async Task<Guid> ActiveKeyIdAsync(TenantSession session, CancellationToken cancel)
    {
        if (session.SealingKeys.TryGetValue(session.Organization, out var held))
        {
            return held;
        }

        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            // While another key becomes the active one, this waits, and then finds that its row is it no more.
            await using var command = session.Sql("select id from organization_keys where organization_id = $1 and is_active for key share");
            if (await command.ExecuteScalarAsync(cancel) is Guid id)
            {
                return session.SealingKeys[session.Organization] = id;
            }
        }

        throw new CryptographicException($"{session.Organization} has no active data key.");
    }

    private async Task<byte[]> KeyAsync(TenantSession session, Guid id, CancellationToken cancel)
    {
        if (_keys.TryGetValue((session.Organization, id), out var known))
        {
            return known;
        }

        await using var command = session.Sql("select wrapped from organization_keys where organization_id = $1 and id = $2", id);
        var wrapped = await command.ExecuteScalarAsync(cancel) as byte[]
            ?? throw new CryptographicException($"{session.Organization} has no data key {id:n}, or it was destroyed.");
        return _keys[(session.Organization, id)] = await masters.UnwrapAsync(wrapped, KeyPlace(session.Organization, id), cancel);
    }

    /// <summary>The master key that all data keys are wrapped under, held until the session ends: its rotation waits for that.</summary>
    private async Task<MasterKey> MasterAsync(TenantSession session, CancellationToken cancel)
    {
        await using var command = session.Sql("select value from gate.settings where name = 'master_key_check' for key share");
        return await command.ExecuteScalarAsync(cancel) is not byte[] check
            ? masters.First
            : await masters.FindAsync(check, cancel)
            ?? throw new CryptographicException("The master key was exchanged, and the new one was not given to this process. Restart it with the new key.");
    }

    private async Task<byte[]> KeyedHashAsync(TenantSession session, string use, string text, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            await using var command = session.Sql("select id from organization_keys where organization_id = $1 and fingerprints for key share");
            if (await command.ExecuteScalarAsync(cancel) is Guid id)
            {
                return KeyedHash(await KeyAsync(session, id, cancel), use, text);
            }
        }

        throw new CryptographicException($"{session.Organization} has no key for fingerprints.");
    }

    private static byte[] KeyedHash(byte[] key, string use, string text) =>
        HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.UTF8.GetBytes(use)), Encoding.UTF8.GetBytes(text));

    internal static string KeyPlace(OrganizationId organization, Guid id) => $"{organization}/organization_keys/{id:n}";

    private static byte[] Bound(OrganizationId organization, string place) => Encoding.UTF8.GetBytes($"{organization}/{place}");
}
