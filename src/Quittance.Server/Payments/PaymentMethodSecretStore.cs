using System.Collections.ObjectModel;
using System.Text;
using System.Text.Json;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>The sealed columns of <c>payment_methods</c>. Account numbers come out only for a rail and for those who may see them.</summary>
internal readonly struct PaymentMethodSecretStore(TenantSession session)
{
    /// <summary>Seals another number of a custom method.</summary>
    public async Task PutNumberAsync(PaymentMethodId id, string? number, CancellationToken cancel) => await session.Sql(
        "update payment_methods set number_sealed = $3 where organization_id = $1 and id = $2", id.Value, await SealNumberAsync(id, number, cancel)).ExecuteAsync(cancel);

    /// <summary>Seals what else has to be sealed.</summary>
    public async Task PutDataAsync(PaymentMethodId id, IReadOnlyDictionary<string, string>? data, CancellationToken cancel) => await session.Sql(
        "update payment_methods set data_sealed = $3 where organization_id = $1 and id = $2", id.Value, await SealDataAsync(id, data, cancel)).ExecuteAsync(cancel);

    /// <summary>What else is sealed of a method, in the clear; empty where nothing is.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OpenDataAsync(PaymentMethodId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select data_sealed from payment_methods where organization_id = $1 and id = $2", id.Value);
        return await command.ExecuteScalarAsync(cancel) is byte[] box
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(await session.Secrets.OpenAsync(session, DataPlace(id), box, cancel), StoredJson.Options)!
            : ReadOnlyDictionary<string, string>.Empty;
    }

    /// <summary>The method with its number in the clear, for a rail and nothing else.</summary>
    public async Task<RailAccount> OpenForRailAsync(PaymentMethodId id, CancellationToken cancel)
    {
        var method = await session.PaymentMethods.GetAsync(id, cancel);
        await using var command = session.Sql("select number_sealed from payment_methods where organization_id = $1 and id = $2", id.Value);
        var number = await command.ExecuteScalarAsync(cancel) is byte[] box
            ? Encoding.UTF8.GetString(await session.Secrets.OpenAsync(session, NumberPlace(id), box, cancel))
            : null;
        return new RailAccount(method.Kind, method.AccountName, method.RoutingNumber, number);
    }

    /// <summary>A number as it is stored; null for none.</summary>
    public async Task<byte[]?> SealNumberAsync(PaymentMethodId id, string? number, CancellationToken cancel) =>
        number is null ? null : await session.Secrets.SealAsync(session, NumberPlace(id), Encoding.UTF8.GetBytes(number), cancel);

    /// <summary>What else has to be sealed, as it is stored; null for nothing.</summary>
    public async Task<byte[]?> SealDataAsync(PaymentMethodId id, IReadOnlyDictionary<string, string>? data, CancellationToken cancel) => data is not { Count: > 0 }
        ? null
        : await session.Secrets.SealAsync(session, DataPlace(id), JsonSerializer.SerializeToUtf8Bytes(data, StoredJson.Options), cancel);

    /// <summary>What an account is recognised by, although its number is sealed.</summary>
    public Task<byte[]> FingerprintAsync(string? routingNumber, string number, CancellationToken cancel) =>
        session.Secrets.FingerprintAsync(session, FingerprintText(routingNumber, number), cancel);

    /// <summary>Where a number is sealed: <c>verify</c> opens it by the same name.</summary>
    internal static string NumberPlace(PaymentMethodId id) => $"payment_methods/{id.Value:n}/number";

    /// <summary>Where the fields of a custom method, and what a bank account prints on checks, are sealed.</summary>
    internal static string DataPlace(PaymentMethodId id) => $"payment_methods/{id.Value:n}/data";

    /// <summary>What a fingerprint is made of; the rotation of keys computes it anew.</summary>
    internal static string FingerprintText(string? routingNumber, string number) => $"{routingNumber}/{number}";
}
