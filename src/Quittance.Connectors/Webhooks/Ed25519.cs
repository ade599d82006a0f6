using System.Runtime.InteropServices;

namespace Quittance.Connectors.Webhooks;

/// <summary>Signatures of RFC 8032, by OpenSSL.</summary>
/// <remarks>
/// .NET has no Ed25519 of its own, but on Linux all its cryptography is OpenSSL's. So this asks the library that is there anyway: no package,
/// no second copy to keep safe. The functions belong to its public API and are the same since 1.1.1.
/// </remarks>
internal static partial class Ed25519
{
    /// <summary>How long public and private keys are.</summary>
    public const int KeyBytes = 32;

    /// <summary>How long a signature is.</summary>
    public const int SignatureBytes = 64;

    private const string OpenSsl = "libcrypto";

    private const int TypeOfEd25519 = 1087; // EVP_PKEY_ED25519 of openssl/evp.h

    private static readonly nint Library = Load();

    /// <summary>Whether OpenSSL was found.</summary>
    public static bool IsSupported => Library != 0;

    /// <summary>Whether the signature is the key owner's. A key or signature that is none is not.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!IsSupported || publicKey.Length != KeyBytes || signature.Length != SignatureBytes)
        {
            return false;
        }

        var context = NewContext();
        var key = NewPublicKey(TypeOfEd25519, 0, publicKey, KeyBytes);
        try
        {
            return context != 0 && key != 0
                && StartVerifying(context, 0, 0, 0, key) == 1
                && DigestVerify(context, signature, SignatureBytes, message, (nuint)message.Length) == 1;
        }
        finally
        {
            FreeKey(key);
            FreeContext(context);
            ClearErrors();
        }
    }

    /// <summary>Signs with a private key, the 32 bytes that RFC 8032 starts from.</summary>
    /// <exception cref="FormatException">The key is none.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message)
    {
        if (!IsSupported || privateKey.Length != KeyBytes)
        {
            throw new FormatException($"An Ed25519 private key has {KeyBytes} bytes, and signing takes OpenSSL.");
        }

        var signature = new byte[SignatureBytes];
        nuint length = SignatureBytes;
        var context = NewContext();
        var key = NewPrivateKey(TypeOfEd25519, 0, privateKey, KeyBytes);
        try
        {
            return context != 0 && key != 0
                && StartSigning(context, 0, 0, 0, key) == 1
                && DigestSign(context, signature, ref length, message, (nuint)message.Length) == 1
                ? signature
                : throw new FormatException("OpenSSL does not sign with this key.");
        }
        finally
        {
            FreeKey(key);
            FreeContext(context);
            ClearErrors();
        }
    }

    private static nint Load()
    {
        foreach (var name in new[] { "libcrypto.so.3", "libcrypto.so.4", "libcrypto.so.1.1" })
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                NativeLibrary.SetDllImportResolver(typeof(Ed25519).Assembly, (asked, _, _) => asked == OpenSsl ? library : 0);
                return library;
            }
        }

        return 0;
    }

    [LibraryImport(OpenSsl, EntryPoint = "EVP_MD_CTX_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint NewContext();

    [LibraryImport(OpenSsl, EntryPoint = "EVP_MD_CTX_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void FreeContext(nint context);

    [LibraryImport(OpenSsl, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint NewPublicKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(OpenSsl, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint NewPrivateKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(OpenSsl, EntryPoint = "EVP_PKEY_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void FreeKey(nint key);

    [LibraryImport(OpenSsl, EntryPoint = "EVP_DigestVerifyInit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StartVerifying(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(OpenSsl, EntryPoint = "EVP_DigestVerify")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DigestVerify(nint context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> message, nuint length);

    [LibraryImport(OpenSsl, EntryPoint = "EVP_DigestSignInit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StartSigning(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(OpenSsl, EntryPoint = "EVP_DigestSign")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DigestSign(nint context, Span<byte> signature, ref nuint signatureLength, ReadOnlySpan<byte> message, nuint length);

    // A refused signature leaves an error on the thread, which .NET's own calls would find.
    [LibraryImport(OpenSsl, EntryPoint = "ERR_clear_error")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ClearErrors();
}
