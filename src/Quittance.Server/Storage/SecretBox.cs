using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Quittance.Server.Storage;

/// <summary>Seals what must not be readable in the database: AES-256-GCM under a data key of the organization.</summary>
/// <remarks>
/// A ciphertext is <c>1 | key id (16) | nonce (12) | tag (16) | data</c>. What it belongs to is bound in as associated
/// data, so that it cannot be moved to another row, column or organization. Data keys are wrapped by the master key.
/// </remarks>
internal sealed class SecretBox(MasterKey master, TimeProvider clock) : IDisposable
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + 16 + NonceSize + TagSize;

    private readonly ConcurrentDictionary<(OrganizationId, Guid), byte[]> _keys = new();
    private readonly ConcurrentDictionary<OrganizationId, Guid> _active = new();

    /// <param name="place">What the secret belongs to: table, row and column.</param>
    public async Task<byte[]> SealAsync(TenantSession session, string place, ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        var (id, key) = await ActiveKeyAsync(session, cancel);
        var output = new byte[HeaderSize + data.Length];
        output[0] = Version;
        id.TryWriteBytes(output.AsSpan(1));
        var nonce = output.AsSpan(17, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, data.Span, output.AsSpan(HeaderSize), output.AsSpan(17 + NonceSize, TagSize), Bound(session.Organization, place));
        return output;
    }

    /// <exception cref="CryptographicException">The ciphertext was changed, moved or made under another master key.</exception>
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
    public async Task<byte[]> FingerprintAsync(TenantSession session, string text, CancellationToken cancel)
    {
        // Under the organization's first key, for ever: a fingerprint has to stay the same when data keys rotate.
        var key = await KeyAsync(session, await FirstKeyIdAsync(session, cancel), cancel);
        return HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "fingerprint"u8.ToArray()), Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Makes an organization's first data key; part of creating the organization.</summary>
    public async Task CreateKeyAsync(TenantSession session, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var key = RandomNumberGenerator.GetBytes(32);
        await session.Sql(
            "insert into organization_keys (organization_id, id, wrapped, is_active, created_at) values ($1, $2, $3, true, $4)",
            id,
            master.Wrap(key, KeyPlace(session.Organization, id)),
            clock.GetUtcNow()).ExecuteAsync(cancel);
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private async Task<(Guid Id, byte[] Key)> ActiveKeyAsync(TenantSession session, CancellationToken cancel)
    {
        if (!_active.TryGetValue(session.Organization, out var id))
        {
            await using var command = session.Sql("select id from organization_keys where organization_id = $1 and is_active");
            id = await command.ExecuteScalarAsync(cancel) as Guid? ?? throw new CryptographicException($"{session.Organization} has no data key.");
            // Remembered only once the key is there for others too: KeyAsync reads it from this same session.
            _active[session.Organization] = id;
        }

        return (id, await KeyAsync(session, id, cancel));
    }

    private static async Task<Guid> FirstKeyIdAsync(TenantSession session, CancellationToken cancel)
    {
        await using var command = session.Sql("select id from organization_keys where organization_id = $1 order by created_at, id limit 1");
        return await command.ExecuteScalarAsync(cancel) as Guid? ?? throw new CryptographicException($"{session.Organization} has no data key.");
    }

    private async Task<byte[]> KeyAsync(TenantSession session, Guid id, CancellationToken cancel)
    {
        if (_keys.TryGetValue((session.Organization, id), out var known))
        {
            return known;
        }

        await using var command = session.Sql("select wrapped from organization_keys where organization_id = $1 and id = $2", id);
        var wrapped = await command.ExecuteScalarAsync(cancel) as byte[] ?? throw new CryptographicException($"{session.Organization} has no data key {id}.");
        return _keys[(session.Organization, id)] = master.Unwrap(wrapped, KeyPlace(session.Organization, id));
    }

    internal static string KeyPlace(OrganizationId organization, Guid id) => $"{organization}/organization_keys/{id:n}";

    private static byte[] Bound(OrganizationId organization, string place) => Encoding.UTF8.GetBytes($"{organization}/{place}");
}
